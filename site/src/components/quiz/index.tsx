import type { ReactNode } from 'react';

export interface QuizProps {
  id: string;
}

export default function Quiz({ id }: QuizProps): ReactNode {
  return <div data-quiz={id} />;
}
