import type { Outcome } from '@site/src/lib/auth-errors';

/** The picture's sides in pixels as it is sent; what is published is made from that. */
const side = 512;

/** Greatest size in bytes of a file that is opened at all. */
const largest = 20 << 20;

/** File types to choose from. Drawings (SVG) may carry scripts and are none of them. */
export const accepted = 'image/jpeg,image/png,image/webp,image/gif';

export interface Photo {
  file: Blob;
  /** Address of the picture within this page; to be revoked. */
  address: string;
}

/**
 * Makes a small square of a picture file, painted anew: a photo of twenty megabytes need not leave the browser, and
 * where it was taken never does.
 *
 * @returns a WebP picture, or a PNG from browsers that cannot write that
 */
export async function readPhoto(file: File): Promise<Outcome<Photo>> {
  if (!accepted.split(',').includes(file.type)) return refuse('Choose a JPEG, PNG, WebP or GIF picture.');
  if (file.size > largest) return refuse('This file is larger than 20 megabytes.');
  try {
    const picture = await createImageBitmap(file);
    const painted = await encode(paint(picture));
    picture.close();
    return { data: { file: painted, address: URL.createObjectURL(painted) } };
  } catch {
    return refuse('This picture cannot be read.');
  }
}

function refuse(message: string): Outcome<never> {
  return { refusal: { code: 'IMAGE', message, field: 'image' } };
}

/** The middle of the picture. */
function paint(picture: ImageBitmap): HTMLCanvasElement {
  const { sx, sy, size } = middle(picture.width, picture.height);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = Math.min(side, size);
  const context = canvas.getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, sx, sy, size, size, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** The largest square in the middle. */
export function middle(width: number, height: number): { sx: number; sy: number; size: number } {
  const size = Math.min(width, height);
  return { sx: (width - size) / 2, sy: (height - size) / 2, size };
}

function encode(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/webp', 0.9);
  });
}
