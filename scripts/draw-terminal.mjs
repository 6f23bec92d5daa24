/** Draws docs/host-against-bridge.txt, the lines of two runs, as a terminal in SVG. Text stays text. */
import { readFileSync, writeFileSync } from 'node:fs';

const columns = 100;
const [fontSize, lineHeight, margin] = [13, 18, 16];
const [ground, ink] = ['#0d1117', '#e6edf3'];

/** The colours of kc-eb's reporter, by the beginning of a line; the first that matches counts. */
const inks = [
  [/^\$/, '#ffffff'],
  [/^…/, '#8b949e'],
  [/^✔|exit code 0$/, '#3fb950'],
  [/^✖|exit code [1-9]|^ {2}401 /, '#ff7b72'],
  [/^ {2}Remedy:/, '#79c0ff'],
];

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const lines = read('../docs/host-against-bridge.txt').trimEnd().split('\n');
const width = Math.ceil(columns * fontSize * 0.61) + 2 * margin;
const height = lines.length * lineHeight + 2 * margin;
const rows = lines.map((line, index) => {
  const colour = inks.find(([pattern]) => pattern.test(line))?.[1] ?? ink;
  const y = margin + (index + 0.75) * lineHeight;
  return `<text x="${margin}" y="${y}" fill="${colour}" xml:space="preserve">${escape(line)}</text>`;
});

writeFileSync(
  new URL('../docs/images/host-against-bridge.svg', import.meta.url),
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"
  font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${fontSize}">
<rect width="100%" height="100%" rx="8" fill="${ground}"/>
${rows.filter((_, index) => lines[index] !== '').join('\n')}
</svg>
`,
);
