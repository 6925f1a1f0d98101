// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writes SVG.

#include "ambit/Draw/Svg.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Unicode.h"
#include <cmath>

using namespace ambit::draw;

static constexpr llvm::StringLiteral replacement = "\xEF\xBF\xBD";

static llvm::StringRef escapeCharacter(char c) {
  switch (c) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&#39;";
  default:
    return "";
  }
}

std::string ambit::draw::escape(llvm::StringRef text) {
  std::string result;
  while (!text.empty()) {
    const auto *bytes = reinterpret_cast<const llvm::UTF8 *>(text.data());
    unsigned length = llvm::getNumBytesForUTF8(bytes[0]);
    const auto *end = bytes + text.size();
    if (length > text.size() || !llvm::isLegalUTF8Sequence(bytes, end)) {
      result += replacement;
      text = text.drop_front();
      continue;
    }
    llvm::StringRef one = text.take_front(length);
    text = text.drop_front(length);
    // XML has no characters below the space but three, and not U+FFFE, U+FFFF.
    bool isControl = length == 1 && (uint8_t(one[0]) < 0x20 || one[0] == 0x7F);
    if (isControl || one == "\xEF\xBF\xBE" || one == "\xEF\xBF\xBF") {
      result += one == "\t" || one == "\n" ? " " : replacement.str();
      continue;
    }
    llvm::StringRef escaped =
        length == 1 ? escapeCharacter(one[0]) : llvm::StringRef();
    result += escaped.empty() ? one : escaped;
  }
  return result;
}

std::string ambit::draw::number(double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.2f", value);
  llvm::StringRef trimmed = llvm::StringRef(text).rtrim('0').rtrim('.');
  return trimmed == "-0" ? "0" : trimmed.str();
}

static std::string pair(Point point) {
  return number(point.x) + " " + number(point.y);
}

Path &Path::move(Point to) {
  data += "M" + pair(to);
  return *this;
}

Path &Path::line(Point to) {
  data += "L" + pair(to);
  return *this;
}

Path &Path::rect(const Rect &rect) {
  data += "M" + pair({rect.x, rect.y}) + "h" + number(rect.width) + "v" +
          number(rect.height) + "h" + number(-rect.width) + "z";
  return *this;
}

Path &Path::close() {
  data += "z";
  return *this;
}

Svg::Svg(double width, double height, llvm::StringRef title,
         llvm::StringRef description)
    : width(width), height(height), title(title), description(description) {}

static std::string attribute(llvm::StringRef name, double value) {
  return (" " + name + "=\"" + number(value) + "\"").str();
}

static std::string styled(llvm::StringRef style) {
  return (" class=\"" + style + "\"").str();
}

void Svg::rect(const Rect &rect, llvm::StringRef style) {
  body += "<rect" + attribute("x", rect.x) + attribute("y", rect.y) +
          attribute("width", rect.width) + attribute("height", rect.height) +
          styled(style) + "/>\n";
}

void Svg::circle(Point center, double radius, llvm::StringRef style) {
  body += "<circle" + attribute("cx", center.x) + attribute("cy", center.y) +
          attribute("r", radius) + styled(style) + "/>\n";
}

void Svg::line(Point from, Point to, llvm::StringRef style) {
  body += "<line" + attribute("x1", from.x) + attribute("y1", from.y) +
          attribute("x2", to.x) + attribute("y2", to.y) + styled(style) +
          "/>\n";
}

void Svg::path(const Path &path, llvm::StringRef style) {
  if (!path.isEmpty())
    body += "<path d=\"" + path.text().str() + "\"" + styled(style) + "/>\n";
}

void Svg::text(Point at, llvm::StringRef text, llvm::StringRef style,
               Anchor anchor) {
  llvm::StringRef place = anchor == Anchor::Middle ? " middle"
                          : anchor == Anchor::End  ? " end"
                                                   : "";
  body += "<text" + attribute("x", at.x) + attribute("y", at.y) +
          styled((style + place).str()) + ">" + escape(text) + "</text>\n";
}

void Svg::verticalText(Point at, llvm::StringRef text, llvm::StringRef style) {
  body += "<text transform=\"translate(" + pair(at) + ") rotate(-90)\"" +
          styled((style + " middle").str()) + ">" + escape(text) + "</text>\n";
}

void Svg::writeHead(llvm::raw_ostream &os, llvm::StringRef id) const {
  os << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
     << number(width) << " " << number(height) << "\" width=\"" << number(width)
     << "\" height=\"" << number(height) << "\" role=\"img\" aria-labelledby=\""
     << id << "-title " << id << "-desc\">\n<title id=\"" << id << "-title\">"
     << escape(title) << "</title>\n<desc id=\"" << id << "-desc\">"
     << escape(description) << "</desc>\n";
}

void Svg::writeFile(llvm::raw_ostream &os) const {
  writeHead(os, "picture");
  os << "<style>" << styleSheet() << "</style>\n"
     << "<rect width=\"100%\" height=\"100%\" class=\"page\"/>\n"
     << body << "</svg>\n";
}

void Svg::writeInline(llvm::raw_ostream &os, llvm::StringRef id) const {
  writeHead(os, id);
  os << body << "</svg>\n";
}

double ambit::draw::textWidth(llvm::StringRef text, double size) {
  int columns = llvm::sys::unicode::columnWidthUTF8(text);
  return std::max(0, columns) * size * 0.54;
}
