/** The state of an environment that a failed operation restores. */
import type { Operation } from './operation.ts';
import { restoreAlarms } from './stack.ts';
import type { EnvironmentRecord, OperationRecord } from '../store/records.ts';

type Snapshot = OperationRecord['before'];

export function snapshot({
  versionLabel,
  settings,
  bundleSettings,
  alarms = {},
  solutionStack,
}: EnvironmentRecord): Snapshot {
  const label = versionLabel !== undefined && { versionLabel };
  return { ...label, settings, bundleSettings, alarms, solutionStack };
}

/** Changes the record and the alarms; the caller stores the record. */
export function restore(op: Operation, before: Snapshot): void {
  const { environment } = op;
  environment.settings = before.settings;
  environment.bundleSettings = before.bundleSettings;
  restoreAlarms(op, before.alarms);
  environment.solutionStack = before.solutionStack;
  if (before.versionLabel === undefined) delete environment.versionLabel;
  else environment.versionLabel = before.versionLabel;
}
