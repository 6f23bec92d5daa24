/** An environment by its names. */
export interface Target {
  application: string;
  environment: string;
}
