/** Reads and changes the answers in a kc-eb.yaml that exists. */
import { parseDocument } from 'yaml';
import { isPlaceholderArn, placeholderArn } from '../config/placeholders.ts';
import { type Edit, withKeys } from '../config/edit-keys.ts';
import { type Answers, answerPaths, type Kept, keptPaths } from '../project/scaffold.ts';

export interface Present {
  answers: Partial<Answers>;
  /** Values without a question. */
  kept: Partial<Kept>;
}

/** Returns the values that the text has; a file that is not YAML has none. */
export function readPresent(text: string): Present {
  const document = parseDocument(text);
  if (document.errors.length > 0) return { answers: {}, kept: {} };
  const values = (paths: Readonly<Record<string, readonly string[]>>) =>
    Object.fromEntries(
      Object.entries(paths).flatMap(([name, path]) => {
        const value: unknown = document.toJS() === null ? undefined : document.getIn(path);
        return typeof value === 'string' ? [[name, value]] : [];
      }),
    );
  return { answers: values(answerPaths), kept: values(keptPaths) };
}

/** Returns the text with changed answers, and all else as it was. Throws UserError 'usage' for a text that cannot be changed. */
export function withAnswers(text: string, file: string, answers: Answers, further: readonly Edit[]): string {
  const present = readPresent(text);
  const changed = (Object.keys(answerPaths) as (keyof Answers)[])
    .filter((name) => answers[name] !== present.answers[name])
    .map((name): Edit => ({ path: answerPaths[name], value: answers[name] }));
  const moved = (Object.entries(secrets) as [keyof typeof secrets, string][]).flatMap(([name, secret]) => {
    const arn = present.kept[name];
    const wanted = placeholderArn(answers.region, secret);
    return arn === undefined || !isPlaceholderArn(arn) || arn === wanted
      ? []
      : [{ path: keptPaths[name], value: wanted }];
  });
  const edits = [...changed, ...moved, ...further];
  return edits.length === 0 ? text : withKeys(text, file, edits);
}

const secrets = { databasePassword: 'database', adminPassword: 'admin' } as const;

/** True for a value that kc-eb.yaml takes from the environment: a question would replace it. */
export function isVariable(value: string | undefined): boolean {
  return value?.includes('${') ?? false;
}
