/** The files that `kc-eb init` writes. */
import { stringify } from 'yaml';
import type { z } from 'zod';
import { parseConfig } from '../config/parse.ts';
import { defaultProxyImage } from '../config/proxy-image.ts';
import { configSchema } from '../config/schema.ts';
import { UserError } from '../base/user-error.ts';
import { placeholderArn, placeholderHost, placeholderHostname } from '../config/placeholders.ts';
import { shownValue } from '../base/redact.ts';
import { fillTemplate, pickTemplate } from '../base/template.ts';
import { imageFolders } from './user-files.ts';

export interface Question {
  message: string;
  initial: string;
  schema: z.ZodType;
}

const { shape } = configSchema;

/** The questions, each also a flag: --application, … */
export const questions = {
  application: { message: 'Beanstalk application', initial: 'keycloak', schema: shape.application },
  environment: { message: 'Beanstalk environment', initial: 'keycloak-prod', schema: shape.environment },
  region: { message: 'AWS region', initial: 'us-east-1', schema: shape.region },
  keycloak: { message: 'Keycloak release', initial: '26.7.3', schema: shape.keycloak.shape.version },
  database: { message: 'Database', initial: 'postgres', schema: shape.database.shape.vendor },
  hostname: {
    message: 'Public URL',
    initial: `https://${placeholderHostname}`,
    schema: shape.keycloak.shape.hostname,
  },
} satisfies Record<string, Question>;

export type Answers = Record<keyof typeof questions, string>;

export const initialAnswers = Object.fromEntries(
  Object.entries(questions).map(([name, { initial }]) => [name, initial]),
) as Answers;

/** Path of the project file, and the editor's schema relative to it. */
export interface ProjectFile {
  path: string;
  schema: string;
}

/** The reason why an answer is invalid; undefined when it is valid. */
export function answerProblem(name: keyof Answers, answer: string): string | undefined {
  const { success, error } = questions[name].schema.safeParse(answer);
  return success ? undefined : error.issues.map(({ message }) => message).join('; ');
}

/** Returns files by path. Throws UserError 'usage' for every invalid answer, and for answers that conflict. */
export function scaffold(
  answers: Answers,
  templates: ReadonlyMap<string, string>,
  { path, schema }: ProjectFile,
): ReadonlyMap<string, string> {
  const wrong = (Object.keys(questions) as (keyof Answers)[]).flatMap((name) => {
    const why = answerProblem(name, answers[name]);
    return why === undefined ? [] : [`--${name} "${shownValue(name, answers[name])}": ${why}`];
  });
  if (wrong.length > 0) throw new UserError('usage', wrong.join('\n'));

  const values = {
    ...answers,
    databaseHost: placeholderHost,
    databasePassword: placeholderArn(answers.region, 'database'),
    adminPassword: placeholderArn(answers.region, 'admin'),
  };
  const scalars = Object.entries(values).map(([name, value]) => [
    name,
    stringify(value, { lineWidth: 0 }).trim(),
  ]);
  const readmes = [...Object.keys(imageFolders), 'overrides'].map(
    (folder) => [`${folder}/README.md`, pickTemplate(templates, `project/${folder}.md`)] as const,
  );
  const text = fillTemplate(pickTemplate(templates, 'project/kc-eb.yaml'), {
    ...(Object.fromEntries(scalars) as Record<string, string>),
    schema,
    regionInExample: answers.region,
    proxyImage: defaultProxyImage,
  });
  requireValid(text, path);
  return new Map([[path, text], ...readmes]);
}

/** Valid answers can still conflict with each other. */
function requireValid(text: string, path: string): void {
  try {
    parseConfig(text, path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError('usage', 'These answers conflict. Nothing was written.', { cause: error });
  }
}
