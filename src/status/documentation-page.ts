import { CONDITIONS, type Condition, type ConditionCategory } from '../state/conditions.js';

/** The text of docs/conditions.md. */
export function conditionsPage(): string {
  return `# Conditions

<!-- Written by "npm run generate"; a test holds it to the source. -->

Why a stream is in its phase, in \`kazstreamlink status\`, the API and the log: a reason for machines, a sentence for people, and
what to do. The reasons do not change. With the reason of an end stands the line of FFmpeg that it was told from, where there is one.

After an end FFmpeg is started again, after a time that grows with each failure. *Slowly*: trying again soon cannot mend it, so it
is tried seldom until the file, or what the reason names, is changed.

${SECTIONS.map(section).join('\n\n')}
`;
}

interface Section {
  readonly category: ConditionCategory;
  readonly title: string;
  readonly text: string;
}

const SECTIONS: readonly Section[] = [
  { category: 'state', title: 'States', text: 'These are no ends; nothing has failed.' },
  {
    category: 'source',
    title: 'The source',
    text: 'A stream with several sources goes to the next one.',
  },
  { category: 'server', title: 'The RTSP server', text: 'Another source would not help.' },
  { category: 'ffmpeg', title: 'FFmpeg and this machine', text: 'Another source would not help.' },
];

function section({ category, title, text }: Section): string {
  const rows = Object.entries<Condition>(CONDITIONS)
    .filter(([, condition]) => condition.category === category)
    .map(([reason, { message, remedy, isLasting }]) =>
      category === 'state'
        ? `| \`${reason}\` | ${message} | ${remedy} |`
        : `| \`${reason}\` | ${message} | ${remedy} | ${isLasting ? 'slowly' : 'soon'} |`,
    );
  const head =
    category === 'state'
      ? ['| reason | means | what to do |', '|---|---|---|']
      : ['| reason | means | what to do | tried again |', '|---|---|---|---|'];
  return [`## ${title}`, '', text, '', ...head, ...rows].join('\n');
}
