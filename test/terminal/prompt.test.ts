import { expect, test } from 'vitest';
import { confirmName, prompt } from '../../src/terminal/prompt.ts';

const deps = { signal: new AbortController().signal };

function failing(name: string): Promise<unknown> {
  const error = Object.assign(new Error('User force closed the prompt'), { name });
  return prompt(deps, () => Promise.reject(error)).catch((thrown: unknown) => thrown);
}

test('a prompt writes to standard error', async () => {
  expect(await prompt(deps, (_prompts, { output }) => Promise.resolve(output))).toBe(process.stderr);
});

test.each(['ExitPromptError', 'AbortPromptError'])('Ctrl-C in a prompt (%s) is not a bug', async (name) => {
  expect(await failing(name)).toMatchObject({ kind: 'interrupted' });
});

test('another error of a prompt stays', async () => {
  expect(await failing('ValidationError')).toMatchObject({ name: 'ValidationError' });
});

test('a confirmation without a terminal is rejected, with its effect and the way around it', async () => {
  const words = { effect: 'This terminates id-prod.', hint: 'Run kc-eb terminate --yes.' };
  expect(process.stdin.isTTY).not.toBe(true);
  await expect(confirmName(deps, 'id-prod', words)).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining(words.effect) as unknown,
    hint: words.hint,
  });
});
