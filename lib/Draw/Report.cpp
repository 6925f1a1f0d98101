// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writes HTML.

#include "ambit/Draw/Report.h"

#include "llvm/ADT/STLExtras.h"

using namespace ambit::draw;

// Wide content scrolls in its own box, which the keyboard reaches.
static constexpr llvm::StringLiteral pageStyle = R"(
:root { color-scheme: light dark; --text: #24292f; --note: #57606a; --page: #ffffff; --line: #d5d9de; --link: #1b4f8f; --head: #f3f4f6; }
@media (prefers-color-scheme: dark) {
:root { --text: #e6edf3; --note: #9da7b1; --page: #0d1117; --line: #30363d; --link: #85b9f2; --head: #1a2028; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 60rem; color: var(--text); background: var(--page); font: 1rem/1.55 system-ui, "Helvetica Neue", Arial, "Liberation Sans", sans-serif; }
h1 { margin: 0 0 0.25rem; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 3rem 0 0.25rem; font-size: 1.2rem; line-height: 1.3; }
p { margin: 0.25rem 0 1rem; max-width: 42rem; }
.quiet, figcaption { color: var(--note); }
a { color: var(--link); }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; margin: 1rem 0 0; padding: 0; list-style: none; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
figure { margin: 1rem 0; }
.scroll { overflow-x: auto; }
.scroll svg { display: block; min-width: 34rem; max-width: 100%; height: auto; }
summary { cursor: pointer; color: var(--link); width: max-content; max-width: 100%; }
table { border-collapse: collapse; margin: 0.5rem 0; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.3rem 0.9rem 0.3rem 0; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
th { color: var(--note); font-weight: 600; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--note); font-size: 0.9rem; }
@media print { .scroll { overflow: visible; } nav, summary { display: none; } }
)";

static void writeTable(const Table &table, llvm::raw_ostream &os) {
  os << "<table>\n<thead><tr>";
  for (const std::string &cell : table.head)
    os << "<th scope=\"col\">" << escape(cell) << "</th>";
  os << "</tr></thead>\n<tbody>\n";
  for (const std::vector<std::string> &row : table.rows) {
    os << "<tr>";
    for (const std::string &cell : row)
      os << "<td>" << escape(cell) << "</td>";
    os << "</tr>\n";
  }
  os << "</tbody>\n</table>\n";
}

/// A box that scrolls sideways and can be reached by keyboard.
static void openBox(llvm::StringRef label, llvm::raw_ostream &os) {
  os << "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\""
     << escape(label) << "\">\n";
}

static void writeFigure(const Figure &figure, size_t index,
                        llvm::raw_ostream &os) {
  std::string id = "figure-" + std::to_string(index + 1);
  os << "<section id=\"" << id << "\" aria-labelledby=\"" << id
     << "-heading\">\n<h2 id=\"" << id << "-heading\">"
     << escape(figure.heading) << "</h2>\n<figure>\n";
  openBox(figure.picture.getTitle(), os);
  figure.picture.writeInline(os, id);
  os << "</div>\n<figcaption>" << escape(figure.caption)
     << "</figcaption>\n</figure>\n";
  if (!figure.table.rows.empty()) {
    os << "<details>\n<summary>The numbers as a table</summary>\n";
    openBox("Table: " + figure.heading, os);
    writeTable(figure.table, os);
    os << "</div>\n</details>\n";
  }
  os << "</section>\n";
}

void ambit::draw::writeReport(const Report &report, llvm::raw_ostream &os) {
  os << "<!doctype html>\n<html lang=\"en\">\n<head>\n"
        "<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
        "'none'; style-src 'unsafe-inline'; img-src data:\">\n"
        "<link rel=\"icon\" href=\"data:,\">\n"
     << "<title>" << escape(report.title) << "</title>\n<style>" << pageStyle
     << styleSheet() << "</style>\n</head>\n<body>\n<header>\n<h1>"
     << escape(report.title) << "</h1>\n<p class=\"quiet\">"
     << escape(report.summary) << "</p>\n<nav aria-label=\"Figures\"><ul>\n";
  for (auto [index, figure] : llvm::enumerate(report.figures))
    os << "<li><a href=\"#figure-" << index + 1 << "\">"
       << escape(figure.heading) << "</a></li>\n";
  os << "</ul></nav>\n</header>\n<main>\n";
  for (auto [index, figure] : llvm::enumerate(report.figures))
    writeFigure(figure, index, os);
  os << "</main>\n<footer>Made by ambit draw.</footer>\n</body>\n</html>\n";
}
