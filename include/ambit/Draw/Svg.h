// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pictures as SVG text: shapes by class, colours in one style sheet for light
// and dark.

#ifndef AMBIT_DRAW_SVG_H
#define AMBIT_DRAW_SVG_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace ambit::draw {

/// `text` for element content and attribute values: the five special characters
/// escaped, control characters and bytes that are not UTF-8 replaced.
std::string escape(llvm::StringRef text);

/// A number with at most two decimals and no zeros at the end.
std::string number(double value);

struct Point {
  double x, y;
};

struct Rect {
  double x, y, width, height;
};

enum class Anchor { Start, Middle, End };

/// The data of one path element.
class Path {
public:
  Path &move(Point to);
  Path &line(Point to);
  Path &rect(const Rect &rect);
  Path &close();
  bool isEmpty() const { return data.empty(); }
  llvm::StringRef text() const { return data; }

private:
  std::string data;
};

/// One picture. Elements have a class of the style sheet, see `styleSheet`.
class Svg {
public:
  /// `title` and `description` are read out by screen readers.
  Svg(double width, double height, llvm::StringRef title,
      llvm::StringRef description);

  void rect(const Rect &rect, llvm::StringRef style);
  void circle(Point center, double radius, llvm::StringRef style);
  void line(Point from, Point to, llvm::StringRef style);
  void path(const Path &path, llvm::StringRef style);
  void text(Point at, llvm::StringRef text, llvm::StringRef style,
            Anchor anchor = Anchor::Start);
  /// Reads upwards.
  void verticalText(Point at, llvm::StringRef text, llvm::StringRef style);

  /// A file of its own.
  void writeFile(llvm::raw_ostream &os) const;
  /// An element of a page that has the style sheet; `id` is unique there.
  void writeInline(llvm::raw_ostream &os, llvm::StringRef id) const;

  llvm::StringRef getTitle() const { return title; }
  llvm::StringRef getDescription() const { return description; }

private:
  void writeHead(llvm::raw_ostream &os, llvm::StringRef id) const;

  double width, height;
  std::string title, description, body;
};

/// Rules for all classes, with those for dark pages in a media query.
llvm::StringRef styleSheet();

/// About as wide as `text` is drawn in `size` pixels.
double textWidth(llvm::StringRef text, double size);

} // namespace ambit::draw

#endif // AMBIT_DRAW_SVG_H
