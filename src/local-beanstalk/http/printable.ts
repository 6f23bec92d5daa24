/** Removes control characters that XML 1.0 cannot express; log lines have them (colours). */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are exactly what XML forbids
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
}
