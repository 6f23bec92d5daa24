/** Words and constructions that prose avoids, each with a replacement. Spaces match line breaks. */
import type { Passage } from './passages.ts';

interface Rule {
  readonly pattern: RegExp;
  readonly instead: string;
}

const program =
  '(?:kc-eb|plan|doctor|upgrade|deploy|verify|status|rollback|init|render|Beanstalk|Keycloak|Infinispan|JGroups|AWS|IAM|ECR|S3|EC2|' +
  'CloudWatch|Docker|nginx|Node|the (?:server|service|engine|registry|release|table|log|logs|node|nodes|message|SDK|command|instance))';

const rules: readonly Rule[] = [
  { pattern: /\bwho(?:m|so)?ever\b/i, instead: 'anyone who, the caller' },
  { pattern: /\banew\b/i, instead: 'again' },
  { pattern: /\b(?:is|are|was|were|be) no(?! longer| more than|,)\b/i, instead: 'is not a, is missing' },
  {
    pattern: /\bthere (?:is|are|was|were) (?:no|none|nothing|nobody)\b/i,
    instead: 'X not found, X is missing',
  },
  { pattern: /\b(?:that|which) (?:it has|they have)\b/i, instead: 'its, their' },
  { pattern: /\b(?:is|are|was|were) there(?=[.,;:)]|$)/i, instead: 'exists, is present' },
  { pattern: /\bwhat (?:is|are|was) there\b|\bwhat there is\b/i, instead: 'the existing X, the state' },
  { pattern: /\bas (?:it is|they are)(?=[.,;:)]|$)/i, instead: 'unchanged' },
  { pattern: /\b(?:take|takes|taken|taking|took) away\b/i, instead: 'remove, delete' },
  { pattern: /\blikewise\b/i, instead: 'also, the same' },
  { pattern: /\bof (?:its|their|our|your|my) own\b/i, instead: 'its own X, separate' },
  { pattern: /\bby itself\b/i, instead: 'without help, alone, automatically' },
  { pattern: /\bat all\b(?! (?:instances|nodes|times))/i, instead: 'nothing: leave the words out' },
  { pattern: /\bbeside\b/i, instead: 'next to' },
  { pattern: /\b(?:is|are|was|were) said\b/i, instead: 'is reported' },
  { pattern: /\baltogether\b/i, instead: 'entirely, or nothing' },
  { pattern: /, too[,.;:)]/i, instead: 'also, as well' },
  { pattern: /\brefus(?:e|es|ed|ing|al)\b(?<!connection refused)/i, instead: 'reject' },
  {
    pattern: new RegExp(
      `\\b${program}\`? (?:itself )?(?:says?|said|knows?|knew|asks?|asked|tells?|told|wants?|wanted|hears?|heard|thinks?)\\b`,
      'i',
    ),
    instead: 'print, report, support, call, request, need, return, receive',
  },
  { pattern: /\b(?:says|tells|hears|told)\b/i, instead: 'prints, reports, returns' },
  { pattern: /\b(?:knows|wants|thinks)\b/i, instead: 'has, reads, supports, needs, is for' },
  { pattern: /\b(?:go|goes|went|going) on\b/i, instead: 'continue' },
  { pattern: /\bany more\b/i, instead: 'no longer' },
  { pattern: /\bshall\b/i, instead: 'must, will, is to' },
  { pattern: /\bwhat (?:it|they) (?:is|are|has|have)\b/i, instead: 'its X, their X' },
];

/** A doc comment opens with a noun or a verb. */
const openings =
  /^(?:So|When|If|What|Whoever|All that|Those|Where|How|Of|By|As|It|They|He|Who|Why|Which|Because|Since|Then|There|These|Such|But|And|For|To|With|Without|Is|Are|Not)\b/;

const longest = 30;

/** Faults of a passage: an offset into its text, the words, and the replacement. */
export function faultsOf({ text, kind }: Passage): { at: number; words: string; instead: string }[] {
  const found = rules.flatMap(({ pattern, instead }) =>
    [...text.matchAll(spaced(pattern))].map(({ index, 0: words }) => ({ at: index, words, instead })),
  );
  const opening = kind === 'doc comment' ? openings.exec(text) : null;
  if (opening !== null) found.push({ at: 0, words: opening[0], instead: 'open with a noun or a verb' });
  // A message of several lines is a table.
  if (kind !== 'message' || !text.includes('\n')) {
    for (const { at, words } of sentences(text)) {
      if (words.length <= longest) continue;
      found.push({
        at,
        words: words.slice(0, 6).join(' '),
        instead: `${words.length} words: split the sentence`,
      });
    }
  }
  return found;
}

function spaced({ source, flags }: RegExp): RegExp {
  return new RegExp(source.replaceAll(' ', '\\s+'), `${flags}g`);
}

function sentences(text: string): { at: number; words: string[] }[] {
  const found: { at: number; words: string[] }[] = [];
  for (const { index, 0: sentence } of text.matchAll(/\S(?:(?!(?<!\b(?:e\.g|i\.e))[.!?]\s).|\n)*/gs)) {
    found.push({ at: index, words: sentence.split(/\s+/).filter((word) => /\w/.test(word)) });
  }
  return found;
}
