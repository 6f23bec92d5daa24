/** What `kc-eb init` writes. */
import { stringify } from 'yaml';
import { z } from 'zod';
import { configSchema } from './config.ts';
import { UserError } from './errors.ts';
import { placeholderArn, placeholderHost } from './placeholders.ts';
import { fillTemplate, pickTemplate } from './template.ts';
import { imageFolders } from './user-files.ts';

export interface Question {
  message: string;
  initial: string;
  schema: z.ZodType;
}

const { shape } = configSchema;

/** Each is a flag, too: --application, … */
export const questions = {
  application: { message: 'Beanstalk application', initial: 'keycloak', schema: shape.application },
  environment: { message: 'Beanstalk environment', initial: 'keycloak-prod', schema: shape.environment },
  region: { message: 'AWS region', initial: 'us-east-1', schema: shape.region },
  keycloak: { message: 'Keycloak release', initial: '26.7.3', schema: shape.keycloak.shape.version },
  database: { message: 'Database', initial: 'postgres', schema: shape.database.shape.vendor },
  hostname: {
    message: 'Public URL',
    initial: 'https://id.example.com',
    schema: shape.keycloak.shape.hostname,
  },
} satisfies Record<string, Question>;

export type Answers = Record<keyof typeof questions, string>;

/** Why an answer cannot be; undefined when it can. */
export function refuseAnswer(name: keyof Answers, answer: string): string | undefined {
  const { success, error } = questions[name].schema.safeParse(answer);
  return success ? undefined : error.issues.map(({ message }) => message).join('; ');
}

/** Files by path. Throws UserError 'usage' naming every flag that cannot be. */
export function scaffold(
  answers: Answers,
  templates: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const wrong = (Object.keys(questions) as (keyof Answers)[]).flatMap((name) => {
    const why = refuseAnswer(name, answers[name]);
    return why === undefined ? [] : [`--${name} "${answers[name]}": ${why}`];
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
  return new Map([
    [
      'kc-eb.yaml',
      fillTemplate(pickTemplate(templates, 'project/kc-eb.yaml'), {
        ...(Object.fromEntries(scalars) as Record<string, string>),
        regionInExample: answers.region,
      }),
    ],
    ...readmes,
  ]);
}

/** For editors that complete and check kc-eb.yaml (yaml-language-server); made of the schema that validates it. */
export function editorSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(configSchema, { io: 'input' }), null, 2)}\n`;
}
