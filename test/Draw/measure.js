// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a reader would see, as numbers: called with WebDriver.

// The channels of a CSS colour in 0..1, and its opacity.
function channels(color) {
  const numbers = color.match(/[\d.]+/g).map(Number);
  return {rgb: numbers.slice(0, 3).map((value) => value / 255), alpha: numbers[3] ?? 1};
}

function luminance(color) {
  const [r, g, b] = channels(color).rgb.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function background(element) {
  for (let node = element; node; node = node.parentElement) {
    const color = getComputedStyle(node).backgroundColor;
    if (channels(color).alpha === 1)
      return color;
  }
  // A picture alone paints its own page.
  const page = document.querySelector('rect.page');
  return page ? getComputedStyle(page).fill : 'rgb(255, 255, 255)';
}

function texts() {
  return [...document.querySelectorAll('body *, svg text')].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()) &&
    !['STYLE', 'SCRIPT', 'style', 'title', 'desc'].includes(element.tagName));
}

const measures = {
  contrasts: () => texts().map((element) => {
    const style = getComputedStyle(element);
    const color = element.tagName === 'text' ? style.fill : style.color;
    return [element.textContent.trim().slice(0, 40), contrast(color, background(element))];
  }),

  // Boxes that reach beyond the page, but for what scrolls in its own box.
  overflow: () => {
    const width = document.documentElement.clientWidth;
    const found = [...document.querySelectorAll('body *')].filter((element) =>
      !element.parentElement.closest('.scroll') && element.getBoundingClientRect().right > width + 0.5);
    return {page: document.documentElement.scrollWidth, width,
            elements: found.map((element) => element.outerHTML.slice(0, 80))};
  },

  // Labels that are cut by the edge of their picture, or lie on each other.
  labels: () => [...document.querySelectorAll('svg')].flatMap((svg) => {
    const frame = svg.getBoundingClientRect();
    const boxes = [...svg.querySelectorAll('text')].map((text) => [text.textContent, text.getBoundingClientRect()]);
    const cut = boxes.filter(([, box]) => box.left < frame.left - 0.5 || box.right > frame.right + 0.5 ||
                                          box.top < frame.top - 0.5 || box.bottom > frame.bottom + 0.5);
    const crossing = boxes.flatMap(([name, a], index) => boxes.slice(index + 1)
      .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
                         Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3)
      .map(([other]) => name + ' / ' + other));
    return cut.map(([name]) => 'cut: ' + name).concat(crossing.map((names) => 'on each other: ' + names));
  }),

  focus: () => {
    const element = document.activeElement, style = getComputedStyle(element);
    return {html: element.outerHTML.slice(0, 60), isBody: element === document.body,
            outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
            contrast: contrast(style.outlineColor, background(element))};
  },

  focusable: () => document.querySelectorAll('a[href], summary, [tabindex="0"]').length,
};
return measures[arguments[0]]();
