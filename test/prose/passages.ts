/** Prose of a file: paragraphs of Markdown, comments and messages of TypeScript. */
import ts from 'typescript';

export interface Passage {
  /** One-based line of its first character. */
  readonly line: number;
  readonly kind: 'docs' | 'doc comment' | 'comment' | 'message';
  readonly text: string;
}

/** Paragraphs, list items and table cells. Code is a placeholder word: it keeps its place and its line breaks. */
export function ofMarkdown(source: string): Passage[] {
  const masked = source
    .replaceAll(/^```[\s\S]*?^```/gm, blank)
    .replaceAll(/`[^`]*`/g, (code) => code.replaceAll(/[^\n]/g, '_'))
    .replaceAll(/\]\([^)]*\)/g, blank)
    .replaceAll(/https?:\S+/g, blank);
  const passages: Passage[] = [];
  let [text, line] = ['', 0];
  const end = (): void => {
    for (const cell of text.startsWith('|') ? text.split('|') : [text]) {
      if (/[a-z]/i.test(cell)) passages.push({ line, kind: 'docs', text: cell.trim() });
    }
    text = '';
  };
  masked.split('\n').forEach((row, index) => {
    if (/^\s*$|^#|^\s*(?:[-*]|\d+\.) |^\|/.test(row)) end();
    if (text === '') line = index + 1;
    text += `${text === '' ? '' : '\n'}${row.trim()}`;
  });
  end();
  return passages;
}

/** Comments as # lines, of YAML: each block is one passage. */
export function ofYamlComments(source: string): Passage[] {
  return source.split('\n').flatMap((row, index) => {
    const text = /(?:^|\s)# ?(.*)$/.exec(row)?.[1] ?? '';
    return text === '' ? [] : [{ line: index + 1, kind: 'docs' as const, text }];
  });
}

export function ofTypeScript(source: string): Passage[] {
  const file = ts.createSourceFile('file.ts', source, ts.ScriptTarget.Latest, true);
  const passages = new Map<number, Passage>();
  const lineAt = (position: number): number => file.getLineAndCharacterOfPosition(position).line + 1;
  const add = (position: number, kind: Passage['kind'], text: string): void => {
    passages.set(position, { line: lineAt(position), kind, text });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node) || ts.isImportDeclaration(node)) return;
    const text = messageOf(node);
    if (text !== undefined && text.trim().split(/\s+/).length > 2) add(node.getStart(), 'message', text);
    node.getChildren(file).forEach(visit);
  };
  visit(file);
  for (const { position, text } of comments(source, file)) {
    add(position, text.startsWith('/**') ? 'doc comment' : 'comment', bare(text));
  }
  return [...passages.values()];
}

function messageOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `_${literal.text}`).join('');
}

/** Neighbouring // lines are one comment. */
function comments(source: string, file: ts.SourceFile): { position: number; text: string }[] {
  const ranges = new Map<number, ts.CommentRange>();
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return;
    for (const range of [
      ...(ts.getLeadingCommentRanges(source, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(source, node.getEnd()) ?? []),
    ]) {
      ranges.set(range.pos, range);
    }
    node.getChildren(file).forEach(visit);
  };
  visit(file);
  const found: { position: number; end: number; text: string }[] = [];
  for (const { pos, end, kind } of [...ranges.values()].sort((a, b) => a.pos - b.pos)) {
    const before = found.at(-1);
    const continues = before?.text.startsWith('//') === true && /^\n *$/.test(source.slice(before.end, pos));
    if (before !== undefined && continues && kind === ts.SyntaxKind.SingleLineCommentTrivia) {
      before.text += source.slice(before.end, end);
      before.end = end;
    } else {
      found.push({ position: pos, end, text: source.slice(pos, end) });
    }
  }
  return found;
}

/** The words of a comment, on their own lines; code and addresses are placeholders. */
function bare(comment: string): string {
  return comment
    .replace(/^\/\*\*?[ ]?/, '')
    .replace(/\s*\*\/$/, '')
    .replaceAll(/^[ ]*(?:\/\/|\*)[ ]?/gm, '')
    .replaceAll(/`[^`]*`/g, (code) => code.replaceAll(/[^\n]/g, '_'))
    .replaceAll(/https?:\S+/g, blank)
    .replace(/^\n/, '');
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ');
}
