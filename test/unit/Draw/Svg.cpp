// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Text of any kind ends up as text.

#include "ambit/Draw/Svg.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include <gtest/gtest.h>
#include <random>

using namespace ambit::draw;

TEST(Svg, EscapesMarkup) {
  EXPECT_EQ(escape("a < b && \"c\" > 'd'"),
            "a &lt; b &amp;&amp; &quot;c&quot; &gt; &#39;d&#39;");
  EXPECT_EQ(escape("</text><script>"), "&lt;/text&gt;&lt;script&gt;");
  EXPECT_EQ(escape("]]>"), "]]&gt;");
  EXPECT_EQ(escape("größer ≤ 4 κ"), "größer ≤ 4 κ");
}

TEST(Svg, ReplacesWhatXMLCannotHold) {
  EXPECT_EQ(escape(llvm::StringRef("a\0b", 3)), "a\xEF\xBF\xBD"
                                                "b");
  EXPECT_EQ(escape("a\tb\nc"), "a b c");
  EXPECT_EQ(escape("\x1B[31m"), "\xEF\xBF\xBD[31m");
  // A byte that starts nothing, a character cut short, a surrogate, U+FFFE.
  EXPECT_EQ(escape("\xFF"), "\xEF\xBF\xBD");
  EXPECT_EQ(escape("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(escape("\xED\xA0\x80").find('\xED'), std::string::npos);
  EXPECT_EQ(escape("\xEF\xBF\xBE"), "\xEF\xBF\xBD");
}

TEST(Svg, RandomBytesBecomeText) {
  std::mt19937 random(3);
  for (unsigned trial = 0; trial < 2000; ++trial) {
    std::string bytes;
    for (unsigned k = 0; k < 1 + trial % 20; ++k)
      bytes += char(random() % 256);
    std::string text = escape(bytes);
    const auto *begin = reinterpret_cast<const llvm::UTF8 *>(text.data());
    EXPECT_TRUE(llvm::isLegalUTF8String(&begin, begin + text.size()));
    EXPECT_EQ(text.find_first_of("<>\"'"), std::string::npos);
    EXPECT_TRUE(llvm::none_of(text, [](char c) { return uint8_t(c) < 0x20; }));
  }
}

TEST(Svg, NumbersAreShort) {
  EXPECT_EQ(number(3), "3");
  EXPECT_EQ(number(0.5), "0.5");
  EXPECT_EQ(number(1.0 / 3), "0.33");
  EXPECT_EQ(number(-0.001), "0");
  EXPECT_EQ(number(100), "100");
}

TEST(Svg, NamesAreEscapedEverywhere) {
  Svg svg(100, 50, "a<b", "c&d");
  svg.text({1, 2}, "<e>", "note");
  svg.verticalText({1, 2}, "f\"g", "note");
  std::string file;
  llvm::raw_string_ostream os(file);
  svg.writeFile(os);
  EXPECT_NE(file.find(">a&lt;b</title>"), std::string::npos);
  EXPECT_NE(file.find(">c&amp;d</desc>"), std::string::npos);
  EXPECT_NE(file.find(">&lt;e&gt;</text>"), std::string::npos);
  EXPECT_NE(file.find(">f&quot;g</text>"), std::string::npos);
}
