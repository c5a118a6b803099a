import type { Outcome } from '@site/src/lib/auth-errors';

/** The picture's sides in pixels: enough for the largest place on a sharp screen. */
const side = 96;

/** Greatest length of the address that carries the picture: it travels with each answer about the reader. */
const longest = 4000;

/** Greatest size in bytes of a file that is opened at all. */
const largest = 20 << 20;

/** File types to choose from. Drawings (SVG) may carry scripts and are none of them. */
export const accepted = 'image/jpeg,image/png,image/webp,image/gif';

/**
 * Makes a small square of a picture file, painted anew: nothing of the file itself goes on, neither where it was
 * taken nor what else it carries.
 *
 * @returns a data address of a WebP or JPEG picture, at most 4000 characters
 */
export async function readPhoto(file: File): Promise<Outcome<string>> {
  if (!accepted.split(',').includes(file.type)) return refuse('Choose a JPEG, PNG, WebP or GIF picture.');
  if (file.size > largest) return refuse('This file is larger than 20 megabytes.');
  try {
    const picture = await createImageBitmap(file);
    const address = encode(paint(picture));
    picture.close();
    return address ? { data: address } : refuse('This picture could not be made small enough.');
  } catch {
    return refuse('This picture cannot be read.');
  }
}

function refuse(message: string): Outcome<never> {
  return { refusal: { code: 'IMAGE', message, field: 'image' } };
}

/** The middle of the picture, on white where it is transparent. */
function paint(picture: ImageBitmap): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, side, side);
  const { sx, sy, size } = middle(picture.width, picture.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, sx, sy, size, size, 0, 0, side, side);
  return canvas;
}

/** The largest square in the middle. */
export function middle(width: number, height: number): { sx: number; sy: number; size: number } {
  const size = Math.min(width, height);
  return { sx: (width - size) / 2, sy: (height - size) / 2, size };
}

/** The best quality that is short enough; browsers that cannot write WebP write JPEG. */
function encode(canvas: HTMLCanvasElement): string | null {
  for (const type of ['image/webp', 'image/jpeg']) {
    for (const quality of [0.85, 0.7, 0.5, 0.3]) {
      const address = canvas.toDataURL(type, quality);
      if (!address.startsWith(`data:${type};`)) break;
      if (address.length <= longest) return address;
    }
  }
  return null;
}
