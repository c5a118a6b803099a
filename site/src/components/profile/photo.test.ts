import { expect, test } from 'vitest';
import { middle, readPhoto } from './photo';

test('the largest square in the middle', () => {
  expect(middle(400, 300)).toEqual({ sx: 50, sy: 0, size: 300 });
  expect(middle(100, 700)).toEqual({ sx: 0, sy: 300, size: 100 });
  expect(middle(64, 64)).toEqual({ sx: 0, sy: 0, size: 64 });
});

test('drawings, large files and what is no picture are refused', async () => {
  const drawing = new File(['<svg onload="alert(1)"/>'], 'a.svg', { type: 'image/svg+xml' });
  expect((await readPhoto(drawing)).refusal?.message).toContain('JPEG, PNG');
  const large = new File([new Uint8Array((20 << 20) + 1)], 'a.png', { type: 'image/png' });
  expect((await readPhoto(large)).refusal?.message).toContain('20 megabytes');
  const broken = new File(['no picture'], 'a.png', { type: 'image/png' });
  expect((await readPhoto(broken)).refusal).toMatchObject({
    field: 'image',
    message: 'This picture cannot be read.',
  });
});
