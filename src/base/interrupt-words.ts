/** What Ctrl-C says of a command, where no step of it says more. */
import { UserError } from './user-error.ts';

interface Words {
  message: string;
  hint?: string;
}

const onlyLooked: Words = { message: 'Interrupted; nothing was changed.' };
const notBegun: Words = { message: 'Interrupted before anything was begun: nothing was changed.' };
const local: Words = { message: 'Interrupted.', hint: 'kc-eb local status shows what runs.' };

/** By the command's name. */
const words: Readonly<Record<string, Words>> = {
  deploy: notBegun,
  rollback: notBegun,
  terminate: notBegun,
  ...{ plan: onlyLooked, doctor: onlyLooked, status: onlyLooked, logs: onlyLooked, events: onlyLooked },
  verify: { message: 'Interrupted: nothing is proven.', hint: 'kc-eb verify looks again.' },
  ...{ start: local, stop: local, reset: local, demo: local },
};

export function interruption(command: string): UserError {
  const { message, ...options } = words[command] ?? { message: 'Interrupted.' };
  return new UserError('interrupted', message, options);
}

/** What still ran when nobody waited any longer. */
export function abandoned(): UserError {
  return new UserError(
    'interrupted',
    'Interrupted. What ran here was left; what AWS has begun goes on there.',
    {
      hint: 'The same command again goes on from where it is.',
    },
  );
}
