import { UserError } from '../base/user-error.ts';

/** Returns the absolute path of the folder that the command runs in. Throws UserError 'usage' when it was deleted. */
export function currentFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new UserError('usage', 'The current folder was deleted or moved.', {
      hint: 'Change to the folder of kc-eb.yaml with cd.',
      cause,
    });
  }
}
