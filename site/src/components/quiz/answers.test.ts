import { describe, expect, test } from 'vitest';
import { answersOf, missing, nextSending, parseNumber, withOption, type Draft } from './answers';
import type { Question } from './types';

const options = ['a', 'b', 'c'].map((id) => ({ id, text: id }));
const single: Question = { id: 's', type: 'single', prompt: '', options };
const multiple: Question = { id: 'm', type: 'multiple', prompt: '', options };
const numeric: Question = { id: 'n', type: 'numeric', prompt: '' };

describe('parseNumber', () => {
  test.each([
    ['0.25', 0.25],
    [' 3 ', 3],
    ['−1,5', -1.5],
    ['2.5e-3', 0.0025],
    ['.5', 0.5],
    ['5.', 5],
    ['+7', 7],
    ['0,125', 0.125],
  ])('%j', (text, value) => expect(parseNumber(text)).toBe(value));

  test.each([
    '',
    ' ',
    'abc',
    '1 2',
    '1,000,000',
    '1,250',
    '0x10',
    'Infinity',
    '1e999',
    '--1',
    '1/2',
    'NaN',
    '5 s',
  ])('%j is none', (text) => expect(parseNumber(text)).toBeNull());
});

describe('missing', () => {
  test('nothing answered', () => {
    for (const question of [single, multiple, numeric]) expect(missing(question, {})).not.toBeNull();
    expect(missing(multiple, { m: [] })).not.toBeNull();
    expect(missing(numeric, { n: 'x' })).toContain('not a number');
  });

  test('everything answered', () => {
    const draft: Draft = { s: 'a', m: ['b'], n: '0' };
    for (const question of [single, multiple, numeric]) expect(missing(question, draft)).toBeNull();
    expect(answersOf([single, multiple, numeric], draft)).toEqual({ s: 'a', m: ['b'], n: 0 });
  });
});

describe('withOption', () => {
  test('a single answer replaces the former', () => {
    expect(withOption(single, { s: 'a' }, 'b', true)).toEqual({ s: 'b' });
  });

  test('several answers keep the question’s order', () => {
    const draft = withOption(multiple, withOption(multiple, {}, 'c', true), 'a', true);
    expect(draft).toEqual({ m: ['a', 'c'] });
    expect(withOption(multiple, draft, 'a', false)).toEqual({ m: ['c'] });
  });
});

describe('nextSending', () => {
  test('the same answers keep their id, others get a new one', () => {
    let count = 0;
    const newId = () => `id-${++count}`;
    const first = nextSending(null, { s: 'a' }, newId);
    expect(nextSending(first, { s: 'a' }, newId)).toBe(first);
    expect(nextSending(first, { s: 'b' }, newId)).toEqual({ attempt: 'id-2', answers: { s: 'b' } });
  });
});
