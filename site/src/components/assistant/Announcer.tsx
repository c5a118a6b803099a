import { useEffect, useState, type ReactNode } from 'react';
import type { Conversation } from './conversation';

/**
 * Tells screen readers how an answer comes along: what is being done, then the whole answer once, instead of every
 * piece of text as it streams in.
 */
export default function Announcer({ conversation }: { conversation: Conversation }): ReactNode {
  const { turn, messages } = conversation;
  const [wasBusy, setWasBusy] = useState(false);
  const [answer, setAnswer] = useState('');
  const busy = turn !== null;
  const last = messages.at(-1);
  const text = last?.kind === 'answered' ? last.parts.map((part) => part.text).join('\n') : '';

  useEffect(() => {
    if (wasBusy && !busy) setAnswer(text ? `Answer: ${plain(text)}` : '');
    if (busy) setAnswer('');
    setWasBusy(busy);
  }, [busy, wasBusy, text]);

  return (
    <p role="status" className="ly-visually-hidden">
      {busy ? (turn.progress ?? 'Thinking…') : answer}
    </p>
  );
}

/** Without the signs of Markdown, which would be read out. */
function plain(markdown: string): string {
  return markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*_`>#$]+/g, ' ');
}
