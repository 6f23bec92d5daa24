/** Messages after Ctrl-C, for steps without a message that is more specific. */
import { UserError } from './user-error.ts';

interface Words {
  message: string;
  hint?: string;
}

const onlyLooked: Words = { message: 'Interrupted; nothing was changed.' };
const notBegun: Words = { message: 'Interrupted before the first change; nothing was changed.' };
const local: Words = { message: 'Interrupted.', hint: 'kc-eb local status shows what runs.' };

/** Command name → message. */
const words: Readonly<Record<string, Words>> = {
  deploy: notBegun,
  rollback: notBegun,
  terminate: notBegun,
  ...{ plan: onlyLooked, doctor: onlyLooked, status: onlyLooked, logs: onlyLooked, events: onlyLooked },
  verify: { message: 'Interrupted; the cluster is not verified.', hint: 'Run kc-eb verify again.' },
  ...{ start: local, stop: local, reset: local, demo: local },
};

export function interruption(command: string): UserError {
  const { message, ...options } = words[command] ?? { message: 'Interrupted.' };
  return new UserError('interrupted', message, options);
}

/** The error when a command still runs after the grace period. */
export function abandoned(): UserError {
  return new UserError('interrupted', 'Interrupted. Local work has stopped; operations in AWS continue.', {
    hint: 'Run the same command again to continue.',
  });
}
