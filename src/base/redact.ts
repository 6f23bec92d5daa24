/**
 * Recognizes secrets by name or by form. kc-eb takes secrets by ARN, but a secret in kc-eb.yaml must not reach a
 * terminal or a build log. Every printed value of the user passes through this file.
 */

const words = 'pass(?:word|wd|.?phrase)|pwd|secret|token|credentials?|private.?key|api.?key';
const secretName = new RegExp(`${words}|(?:^|[^a-z])pass(?:$|[^a-z])`, 'i');

const secretForms = [
  // The user and password of a URL, and of Oracle's thin driver.
  /:\/\/[^\s/@:]*:[^\s/@]+@/,
  /:thin:[^\s/@]{1,200}\/[^\s@]{1,1000}@/i,
  // ?sslpassword=x, -Djavax.net.ssl.keyStorePassword=x, "password": "x". ARNs and references are not secrets.
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

/** The value of an option setting, if it may be printed. In the secrets namespace, only ARNs may. */
export function shownSetting(namespace: string, option: string, value: string): string {
  if (namespace !== secretsNamespace) return shownValue(option, value);
  return value.startsWith('arn:') ? value : redacted;
}

/** Replaces the lines that hold a secret, in a Dockerfile or in the output of an engine. */
export function redactLines(text: string): string {
  return text
    .split('\n')
    .map((line) => (holdsSecret(line) || setsSecret(line) ? redacted : line))
    .join('\n');
}

/** Finds options with a secret name, e.g. --spi-some-secret-key=x. */
function setsSecret(line: string): boolean {
  return [...line.matchAll(/(?<![\w.-])([\w.-]+)=(?!\$[({])\S/g)].some(([, name = '']) => looksSecret(name));
}
