/**
 * Values that are passwords by their names or by their form. kc-eb takes secrets by ARN; who writes one into kc-eb.yaml
 * all the same must not find it in a terminal or a build's log. All that is printed of a user's values is judged here.
 */

const words = 'pass(?:word|wd|.?phrase)|pwd|secret|token|credentials?|private.?key|api.?key';
const secretName = new RegExp(`${words}|(?:^|[^a-z])pass(?:$|[^a-z])`, 'i');

const secretForms = [
  // The user and password of a URL, and of Oracle's thin driver.
  /:\/\/[^\s/@:]*:[^\s/@]+@/,
  /:thin:[^\s/@]+\/[^\s@]+@/i,
  // ?sslpassword=x, -Djavax.net.ssl.keyStorePassword=x, "password": "x". An ARN is no secret, nor is a reference.
  new RegExp(
    `(?:${words}|\\bpass|authorization)(?:["']?\\s*=|["']\\s*:)\\s*(?!["']?(?:arn:|\\$[({]))[^\\s&;,]`,
    'i',
  ),
  /\bbearer\s+\S/i,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
];

export function looksSecret(name: string): boolean {
  return secretName.test(name);
}

export function holdsSecret(value: string): boolean {
  return secretForms.some((form) => form.test(value));
}

export const redacted = '[redacted]';

/** The value of a variable or an option, if it may be printed. */
export function shownValue(name: string, value: string): string {
  return looksSecret(name) || holdsSecret(value) ? redacted : value;
}

const secretsNamespace = 'aws:elasticbeanstalk:application:environmentsecrets';

/** The value of an option setting, if it may be printed. Where secrets go by ARN, all else is one. */
export function shownSetting(namespace: string, option: string, value: string): string {
  if (namespace !== secretsNamespace) return shownValue(option, value);
  return value.startsWith('arn:') ? value : redacted;
}

/** A text without the lines that hold a secret: of a Dockerfile, or of what an engine writes. */
export function redactLines(text: string): string {
  return text
    .split('\n')
    .map((line) => (holdsSecret(line) || setsSecret(line) ? redacted : line))
    .join('\n');
}

/** --spi-some-secret-key=x: a password by the option's name. */
function setsSecret(line: string): boolean {
  return [...line.matchAll(/([\w.-]+)=(?!\$[({])\S/g)].some(([, name = '']) => looksSecret(name));
}
