import { UserError } from './user-error.ts';

/** Beanstalk refuses more. https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/applications-sourcebundle.html */
const limitBytes = 500 * 1024 * 1024;

/** Throws UserError 'usage' when files of these sizes (path → bytes) would be too big a source bundle. */
export function requireBundleSize(sizes: ReadonlyMap<string, number>): void {
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (total <= limitBytes) return;
  const largest = [...sizes].sort(([, a], [, b]) => b - a).slice(0, 3);
  throw new UserError(
    'usage',
    `The source bundle would be ${sizeText(total)}; Beanstalk takes ${sizeText(limitBytes)} at most. ` +
      `The largest: ${largest.map(([path, size]) => `${path} (${sizeText(size)})`).join(', ')}.`,
    { hint: 'Move large files from overrides/ to providers/ or themes/: those go into the image.' },
  );
}

/** Rounded up, as what is too much by a byte must not look like what is allowed. */
function sizeText(bytes: number): string {
  const kilobytes = Math.ceil(bytes / 1024);
  return kilobytes < 1024 ? `${kilobytes} kB` : `${Math.ceil(kilobytes / 1024)} MB`;
}
