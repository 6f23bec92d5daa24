/** For editors that complete and check kc-eb.yaml (yaml-language-server). */
import { z } from 'zod';
import { configSchema } from '../config/schema.ts';

/** kc-eb.yaml names it in its first line. Not in git, as the rest of .kc-eb. */
export const schemaPath = '.kc-eb/kc-eb.schema.json';

/** Made of the schema that validates kc-eb.yaml. */
export function editorSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(configSchema, { io: 'input' }), null, 2)}\n`;
}
