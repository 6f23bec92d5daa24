import { UserError } from './user-error.ts';

/** Limit of Beanstalk. https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/applications-sourcebundle.html */
const limitBytes = 500 * 1024 * 1024;

/** Throws UserError 'usage' when files of these sizes (path → bytes) exceed the limit of a source bundle. */
export function requireBundleSize(sizes: ReadonlyMap<string, number>): void {
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (total <= limitBytes) return;
  const largest = [...sizes].sort(([, a], [, b]) => b - a).slice(0, 3);
  throw new UserError(
    'usage',
    `Source bundle is too large: ${sizeText(total)}; Beanstalk accepts ${sizeText(limitBytes)}. ` +
      `The largest files: ${largest.map(([path, size]) => `${path} (${sizeText(size)})`).join(', ')}.`,
    { hint: 'Move large files from overrides/ to providers/ or themes/: those folders go into the image.' },
  );
}

/** Rounds up: a size above the limit must not look like the limit. */
function sizeText(bytes: number): string {
  const kilobytes = Math.ceil(bytes / 1024);
  return kilobytes < 1024 ? `${kilobytes} kB` : `${Math.ceil(kilobytes / 1024)} MB`;
}
