/** A file of the bundle that nothing reads: each text gives another application version with the same image. */
import type { TestProject } from '../project.ts';

export function changeBundle(project: TestProject, text: string): Promise<void> {
  return project.write('overrides/kc-eb-test.txt', `${text}\n`);
}
