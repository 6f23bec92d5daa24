/** The files that `kc-eb init` writes. */
import { stringify } from 'yaml';
import type { z } from 'zod';
import { parseConfig } from '../config/parse.ts';
import { defaultProxyImage } from '../config/proxy-image.ts';
import { configSchema } from '../config/schema.ts';
import { UserError } from '../base/user-error.ts';
import {
  isPlaceholderArn,
  placeholderArn,
  placeholderHost,
  placeholderHostname,
} from '../config/placeholders.ts';
import { shownValue } from '../base/redact.ts';
import { fillTemplate, pickTemplate } from '../base/template.ts';
import { regionProblem } from './regions.ts';
import { releaseProblem } from '../keycloak/known-releases.ts';
import { imageFolders } from './user-files.ts';

export interface Question {
  message: string;
  initial: string;
  schema: z.ZodType;
  /** The reason why a valid answer is most likely a typing error. */
  typo?: (answer: string) => string | undefined;
}

const { shape } = configSchema;

/** The questions, each also a flag: --application, … */
export const questions = {
  application: { message: 'Beanstalk application', initial: 'keycloak', schema: shape.application },
  environment: { message: 'Beanstalk environment', initial: 'keycloak-prod', schema: shape.environment },
  region: { message: 'AWS region', initial: 'us-east-1', schema: shape.region, typo: regionProblem },
  keycloak: {
    ...{ message: 'Keycloak release', initial: '26.7.3', schema: shape.keycloak.shape.version },
    typo: releaseProblem,
  },
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

/** The keys of the answers. */
export const answerPaths = {
  application: ['application'],
  environment: ['environment'],
  region: ['region'],
  keycloak: ['keycloak', 'version'],
  database: ['database', 'vendor'],
  hostname: ['keycloak', 'hostname'],
} as const satisfies Record<keyof Answers, readonly string[]>;

/** Further keys whose values a rerun begins with. */
export const keptPaths = {
  databaseHost: ['database', 'host'],
  databasePassword: ['database', 'password'],
  adminPassword: ['admin', 'password'],
  vpc: ['network', 'vpc'],
  certificate: ['network', 'certificate'],
} as const;

export type Kept = Record<keyof typeof keptPaths, string>;

/** Path of the project file, and the editor's schema relative to it. */
export interface ProjectFile {
  path: string;
  schema: string;
}

/** The reason why an answer is invalid; undefined when it is valid. */
export function answerProblem(name: keyof Answers, answer: string): string | undefined {
  const { schema, typo }: Question = questions[name];
  const { success, error } = schema.safeParse(answer);
  const near = typo?.(answer);
  // With the nearest name; the schema has only an example.
  if (near?.includes('did you mean') === true) return near;
  return success ? near : error.issues.map(({ message }) => message).join('; ');
}

/**
 * Throws UserError 'usage' for every invalid answer. `present`: answers of kc-eb.yaml, which may be newer than the tables.
 */
export function requireAnswers(answers: Partial<Answers>, present: Partial<Answers> = {}): void {
  const wrong = (Object.keys(questions) as (keyof Answers)[]).flatMap((name) => {
    const answer = answers[name];
    if (answer === undefined || answer === present[name]) return [];
    const why = answerProblem(name, answer);
    return why === undefined ? [] : [`--${name} "${shownValue(name, answer)}": ${why}`];
  });
  if (wrong.length === 0) return;
  throw new UserError('usage', wrong.join('\n'), {
    hint: 'A region or release that is newer than this kc-eb can be set in kc-eb.yaml after kc-eb init.',
  });
}

/** Returns files by path, the project file first. */
export function scaffold(
  answers: Answers,
  templates: ReadonlyMap<string, string>,
  { path, schema }: ProjectFile,
  kept: Partial<Kept> = {},
): ReadonlyMap<string, string> {
  const secret = (present: string | undefined, name: string): string =>
    present === undefined || isPlaceholderArn(present) ? placeholderArn(answers.region, name) : present;
  const values = {
    ...answers,
    databaseHost: kept.databaseHost ?? placeholderHost,
    databasePassword: secret(kept.databasePassword, 'database'),
    adminPassword: secret(kept.adminPassword, 'admin'),
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
  return new Map([[path, text], ...readmes]);
}

/** Throws UserError 'usage': valid answers can conflict with each other, or with other keys of the file. */
export function requireValid(text: string, path: string, hint: string): void {
  try {
    parseConfig(text, path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError('usage', `${path} with these answers is not valid.`, { cause: error, hint });
  }
}
