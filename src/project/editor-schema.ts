/** The JSON schema for editors that complete and check kc-eb.yaml (yaml-language-server). */
import { z } from 'zod';
import { configSchema } from '../config/schema.ts';

/** The path in the first line of kc-eb.yaml. Git ignores it like the rest of .kc-eb. */
export const schemaPath = '.kc-eb/kc-eb.schema.json';

/** Converts the schema that validates kc-eb.yaml. */
export function editorSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(configSchema, { io: 'input' }), null, 2)}\n`;
}
