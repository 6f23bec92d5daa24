/** `error`: the deployment is certain to fail, or would publish a private key. `warning`: it may not be as intended. */
export interface FileFinding {
  level: 'error' | 'warning';
  /** One sentence that starts with the path. */
  text: string;
}

export function error(text: string): FileFinding {
  return { level: 'error', text };
}

export function warning(text: string): FileFinding {
  return { level: 'warning', text };
}
