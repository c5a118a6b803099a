/** What the learning API says about quizzes. Texts are safe HTML with TeX between dollar signs. */

export interface Option {
  id: string;
  text: string;
}

export interface Question {
  id: string;
  type: 'single' | 'multiple' | 'numeric';
  prompt: string;
  unit?: string;
  options?: Option[];
}

export interface QuizData {
  id: string;
  lesson: string;
  title: string;
  /** Share of the points that passes, from 0 to 1. */
  passMark: number;
  questions: Question[];
}

export interface OptionResult {
  id: string;
  chosen: boolean;
  right: boolean;
  feedback: string;
}

export interface QuestionResult {
  id: string;
  correct: boolean;
  feedback?: string;
  explanation?: string;
  options?: OptionResult[];
}

export interface AttemptReply {
  attempt: string;
  score: number;
  max: number;
  passed: boolean;
  results: QuestionResult[];
}

/** An attempt made earlier with this account. */
export interface PastAttempt {
  attempt: string;
  score: number;
  max: number;
  passed: boolean;
  createdAt: string;
}
