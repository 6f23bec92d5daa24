import type { Tone } from '../base/screen.ts';

const tones: Readonly<Record<string, Tone>> = {
  ...{ Ok: 'good', Green: 'good' },
  ...{ Warning: 'warn', Yellow: 'warn' },
  ...{ Degraded: 'bad', Severe: 'bad', Red: 'bad' },
};

/** The tone of Beanstalk's health status, or of its colour. */
export function healthTone(health: string | undefined): Tone {
  return tones[health ?? ''] ?? 'plain';
}
