/** Generates docs/configuration.md from the schema that validates kc-eb.yaml. */
import { z } from 'zod';
import { fileSchema } from '../../src/config/environments.ts';
import { keysOfOthers, keysWithVariables } from '../../src/config/variables.ts';

type Schema = z.core.JSONSchema.BaseSchema;

const head = `# kc-eb.yaml

Generated from src/config/schema.ts: \`UPDATE=1 npx vitest run --project fast test/docs\`. Keys in bold are required.
\`kc-eb init\` writes a commented file with every key. Editors complete and check it with .kc-eb/kc-eb.schema.json, which git
ignores: the next command that reads kc-eb.yaml writes it again.
`;

export function configurationPage(): string {
  const { properties = {}, required = [] } = z.toJSONSchema(fileSchema, { io: 'input' });
  const entries = Object.entries(properties).map(([name, schema]) => [name, asSchema(schema)] as const);
  const sections = entries.flatMap(([name, schema]) => sectionsOf(name, schema));
  const rows = entries.filter(([, { properties: inner }]) => inner === undefined);
  return [
    head,
    table(rows, required),
    ...sections.map(
      ([name, schema]) =>
        `## ${name}\n\n${table(
          Object.entries(schema.properties ?? {}).map(([key, inner]) => [key, asSchema(inner)] as const),
          schema.required ?? [],
        )}`,
    ),
    environments,
    additions,
    variables,
  ].join('\n');
}

const environments = `## environments

An environment holds the keys that differ; mappings merge, and any other value replaces the one above. \`-e NAME\` or
\`KC_EB_ENVIRONMENT\` chooses one. Without a name, the keys above are the environment; without \`environment\` among them, a
name is required. A message names the line of the value: in the environment, or above.

\`\`\`yaml
environment: keycloak-prod
environments:
  stage:
    environment: keycloak-stage # each has a Beanstalk environment
    database: { host: '\${STAGE_DATABASE}' }
    instances: { max: 2 }
\`\`\`
`;

const list = (keys: readonly string[]): string => keys.map((key) => `\`${key}\``).join(', ');

const variables = `## Variables

\`\${NAME}\` is the value of an environment variable in these keys:

${list(keysWithVariables)}

An unset or empty variable is an error. kc-eb leaves \`\${…}\` to Keycloak and Beanstalk in these keys:

${list(keysOfOthers)}

In any other key it is an error. Put quotes around a variable in a list or mapping on one line.
`;

const additions = `## Additions to the bundle

Files in overrides/ replace the rendered ones. Two kinds add to them. \`overrides/nginx/conf.d/*.conf\` belongs to the server of
nginx, and \`overrides/nginx/http.d/*.conf\` to its http level:

\`\`\`nginx
# overrides/nginx/conf.d/headers.conf
add_header Strict-Transport-Security "max-age=31536000" always;
\`\`\`

\`plan\` rejects additions with which nginx does not start: a block at the wrong level, a location or setting that kc-eb's server has
already, a missing semicolon. A location with its own \`proxy_set_header\` loses kc-eb's: \`plan\` warns of it. It warns too of a
location that passes /metrics, /health or a closed /admin to Keycloak, unless the location has \`deny all\`, \`internal\` or a login.

kc-eb merges \`overrides/docker-compose.override.yml\` into docker-compose.yml by the
[rules of Docker Compose](https://docs.docker.com/reference/compose-file/merge/). \`kc-eb render\` shows the result:

\`\`\`yaml
# overrides/docker-compose.override.yml
services:
  keycloak:
    environment: { JAVA_OPTS_KC_HEAP: -XX:MaxRAMPercentage=60 }
  agent: # the image must be reachable from the instances
    image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/agent:1
    network_mode: host
    restart: unless-stopped
\`\`\`

Containers have no Linux capabilities, except nginx with CHOWN, NET_BIND_SERVICE, SETGID and SETUID, and gain none
(\`no-new-privileges\`). nginx has at most 512 MB of memory, the heartbeat 32 MB. An override replaces \`mem_limit\` and adds to
\`cap_add\`.
`;

/** A mapping with fixed keys, and those in it. */
function sectionsOf(name: string, schema: Schema): (readonly [string, Schema])[] {
  if (schema.properties === undefined) return [];
  const inner = Object.entries(schema.properties).flatMap(([key, value]) =>
    sectionsOf(`${name}.${key}`, asSchema(value)),
  );
  return [[name, schema], ...inner];
}

function table(rows: readonly (readonly [string, Schema])[], required: readonly string[]): string {
  const lines = rows.map(([name, schema]) => {
    if (schema.description === undefined) throw new Error(`${name} has no description`);
    const cells = [
      required.includes(name) ? `**${name}**` : name,
      valueOf(schema),
      schema.default === undefined || schema.properties !== undefined
        ? ''
        : `\`${JSON.stringify(schema.default)}\``,
      schema.description,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return ['| Key | Value | Default | Meaning |', '| --- | --- | --- | --- |', ...lines, ''].join('\n');
}

function valueOf(schema: Schema): string {
  if (schema.enum !== undefined) {
    const values = schema.enum.map((value) => `\`${String(value)}\``);
    return values.length > 8
      ? `${values.slice(0, 3).join(', ')}, … ${values.at(-1) ?? ''}`
      : values.join(', ');
  }
  if (schema.type === 'array') return 'list';
  if (schema.type === 'object') return 'mapping';
  return typeof schema.type === 'string' ? schema.type : '';
}

function asSchema(schema: boolean | Schema): Schema {
  if (typeof schema === 'boolean') throw new Error('a key without a schema');
  return schema;
}
