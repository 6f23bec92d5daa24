/** The releases that the proof builds and the evidence is taken from: the last one of each minor. */
export const provenReleases = [
  '22.0.5',
  '23.0.7',
  '24.0.5',
  '25.0.6',
  '26.0.8',
  '26.1.4',
  '26.2.5',
  '26.3.5',
  '26.4.7',
  '26.5.6',
  '26.6.4',
  '26.7.3',
] as const;
