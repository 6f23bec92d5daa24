/** Behaviour of AWS that its documents leave open. A switch selects the other possibility; more than one may be on. */
export const strictnessSwitches = {
  'stored-policy-governs':
    'A version goes by the deployment policy that was stored before the call, not by the policy in the call.',
  'combination-refused':
    'UpdateEnvironment rejects a version together with option settings: InvalidParameterCombination.',
} as const satisfies Record<string, string>;

export type StrictnessSwitch = keyof typeof strictnessSwitches;

export const strictnessNames = Object.keys(strictnessSwitches) as StrictnessSwitch[];

/** The switches that are on. */
export type Strictness = ReadonlySet<StrictnessSwitch>;
