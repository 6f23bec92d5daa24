/** A search for secret values in what docker prints. */
import { spawn } from 'node:child_process';

/** The names of the values that the command prints, plain or in base64, and the length of its output in bytes. */
export async function findValues(
  values: Readonly<Record<string, string>>,
  argv: readonly string[],
): Promise<{ found: string[]; bytes: number }> {
  const child = spawn('docker', argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  const needles = Object.entries(values).flatMap(([name, value]) =>
    [value, Buffer.from(value).toString('base64')].map((form) => [name, Buffer.from(form)] as const),
  );
  const longest = Math.max(...needles.map(([, form]) => form.length));
  const found = new Set<string>();
  let bytes = 0;
  let rest = Buffer.alloc(0);
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    const window = Buffer.concat([rest, chunk]);
    for (const [name, form] of needles) if (window.includes(form)) found.add(name);
    rest = window.subarray(Math.max(0, window.length - longest));
  }
  return { found: [...found], bytes };
}
