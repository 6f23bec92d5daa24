/** The steps in order, the cheapest first. Each finds the environment that the one before it left. */
import type { Step } from '../step.ts';
import { deployStep } from './deploy.ts';
import { failingImageStep } from './failing-image.ts';
import { forgedHeaderStep } from './forged-header.ts';
import { immutablePairStep } from './immutable-pair.ts';
import { immutableStep } from './immutable.ts';
import { instanceFilesStep } from './instance-files.ts';
import { leftoversStep } from './leftovers.ts';
import { logGroupStep } from './log-group.ts';
import { optionSpaceStep } from './option-space.ts';
import { restartStep } from './restart.ts';
import { scaleOutStep } from './scale-out.ts';
import { sentPolicyStep } from './sent-policy.ts';
import { settingsOnlyStep } from './settings-only.ts';
import { versionWithSettingStep } from './version-with-setting.ts';

export const steps: readonly Step[] = [
  optionSpaceStep,
  deployStep,
  instanceFilesStep,
  immutablePairStep,
  forgedHeaderStep,
  versionWithSettingStep,
  sentPolicyStep,
  settingsOnlyStep,
  restartStep,
  failingImageStep,
  immutableStep,
  logGroupStep,
  scaleOutStep,
  leftoversStep,
];
