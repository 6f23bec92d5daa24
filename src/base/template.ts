const slot = /\{\{(\w+)\}\}/g;

/**
 * Puts values into a template's {{slots}}. Templates hold no logic: a value may have many lines or be empty. An empty
 * value also removes a line that holds only its slot. Throws for a slot without a value and a value without a slot,
 * which are bugs.
 */
export function fillTemplate(text: string, values: Readonly<Record<string, string>>): string {
  const used = new Set<string>();
  const valueOf = (name: string): string => {
    const value = values[name];
    if (value === undefined) throw new Error(`the template's slot ${name} has no value`);
    used.add(name);
    return value;
  };
  const filled = text
    .replace(/^[ \t]*\{\{(\w+)\}\}\n/gm, (line, name: string) => (valueOf(name) === '' ? '' : line))
    .replace(slot, (_slot, name: string) => valueOf(name));
  const unused = Object.keys(values).filter((name) => !used.has(name));
  if (unused.length > 0) throw new Error(`the template has no slot ${unused.join(', ')}`);
  return filled;
}

/** Throws when the package lacks the template, which is a bug. */
export function pickTemplate(templates: ReadonlyMap<string, string>, path: string): string {
  const text = templates.get(path);
  if (text === undefined) throw new Error(`template not found: ${path}`);
  return text;
}
