/** The JSON schema for editors that complete and check kc-eb.yaml (yaml-language-server). */
import { z } from 'zod';
import { fileSchema } from '../config/environments.ts';
import { takesVariables } from '../config/variables.ts';

/** The path in the first line of kc-eb.yaml. Git ignores it like the rest of .kc-eb. */
export const schemaPath = '.kc-eb/kc-eb.schema.json';

type Schema = z.core.JSONSchema.BaseSchema;

/** Keys that only the environments of a file may set. */
const ofEachEnvironment = ['environment', 'region'];

/** Converts the schema that validates kc-eb.yaml. Other keys below may be missing: an environment can set them. */
export function editorSchema(): string {
  const { required = [], ...whole } = z.toJSONSchema(fileSchema, { io: 'input' });
  const { environments, ...base } = whole.properties ?? {};
  const { application, ...overlay } = relaxed({ properties: base }, []).properties ?? {};
  const schema = {
    ...whole,
    properties: {
      ...{ application, ...overlay },
      environments: {
        ...(environments as Schema),
        additionalProperties: {
          ...{ type: 'object', properties: overlay, required: ['environment'], additionalProperties: false },
        },
      },
    },
    required: required.filter((key) => !ofEachEnvironment.includes(key)),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** Requires no key, and accepts variables where kc-eb replaces them. */
function relaxed(schema: Schema, path: readonly string[]): Schema {
  if (takesVariables(path)) {
    const { description, default: initial, ...value } = schema;
    return {
      ...(description !== undefined && { description }),
      ...(initial !== undefined && { default: initial }),
      anyOf: [value, { type: 'string', pattern: '\\$\\{' }],
    };
  }
  const { properties, items, additionalProperties } = schema;
  return {
    ...schema,
    ...(schema.required !== undefined && { required: [] }),
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, value]) => [key, relaxed(value as Schema, [...path, key])]),
      ),
    }),
    ...(typeof items === 'object' && { items: relaxed(items as Schema, [...path, '*']) }),
    ...(typeof additionalProperties === 'object' && {
      additionalProperties: relaxed(additionalProperties, [...path, '*']),
    }),
  };
}
