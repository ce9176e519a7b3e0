/* SPDX-License-Identifier: MIT
 *
 * Small pictures of images, and of the first frames of videos. The browser decodes them beside the
 * page, two at a time, only for rows that can be seen; what is decoded is released at once. The
 * newest pictures are kept, so that scrolling does not decode again.
 */
import { IMAGE_HEAD_BYTES, imageSize } from './image-size.js';

/** In CSS pixels. */
export const PICTURE_SIDE = 40;
const DECODED_AT_ONCE = 2;
const KEPT_COUNT = 200;
/** Larger images keep their icon: in bytes, in pixels, and the long side by the short one. */
const FILE_LIMIT = 50_000_000;
const PIXELS_LIMIT = 60_000_000;
const RATIO_LIMIT = 8;
const VIDEO_WAIT_MS = 3_000;

type Picture = HTMLCanvasElement | null;

/** By age; null where there is none, also while it is made. */
const kept = new Map<File, Picture>();
const wanted = new Map<File, () => void>();
let decoding = 0;

/** The picture; where it is not made yet, null, and `tell` is called as soon as it is. */
export function pictureOf(file: File, tell: () => void): Picture {
  const picture = kept.get(file);
  if (picture !== undefined) {
    keep(file, picture);
    return picture;
  }
  if (/^(image|video)\//.test(file.type)) {
    wanted.set(file, tell);
    void makeNext();
  }
  return null;
}

/** Nobody can see it any more. */
export function unwant(file: File): void {
  wanted.delete(file);
}

async function makeNext(): Promise<void> {
  const [next] = wanted;
  if (!next || decoding >= DECODED_AT_ONCE) return;
  const [file, tell] = next;
  wanted.delete(file);
  keep(file, null);
  decoding++;
  keep(file, await (file.type[0] === 'v' ? drawVideo(file) : drawImage(file)).catch(() => null));
  decoding--;
  tell();
  void makeNext();
}

function keep(file: File, picture: Picture): void {
  kept.delete(file);
  kept.set(file, picture);
  const [oldest] = kept.keys();
  if (oldest && kept.size > KEPT_COUNT) kept.delete(oldest);
}

async function drawImage(file: File): Promise<Picture> {
  if (file.size > FILE_LIMIT) return null;
  const head = await file.slice(0, IMAGE_HEAD_BYTES).arrayBuffer();
  const [width, height] = imageSize(new DataView(head)) ?? [];
  if (!width || !height || width * height > PIXELS_LIMIT) return null;
  // A camera's image may be turned: then its width is its height.
  const ratio = Math.max(width / height, height / width);
  if (ratio > RATIO_LIMIT) return null;
  const resizeWidth = Math.ceil(sidePixels() * ratio);
  const bitmap = await createImageBitmap(file, { resizeWidth, resizeQuality: 'medium' });
  const picture = draw(bitmap, bitmap.width, bitmap.height);
  bitmap.close();
  return picture;
}

/** Pages whose policy forbids `blob:` media keep the icon. */
async function drawVideo(file: File): Promise<Picture> {
  const video = document.createElement('video');
  const url = URL.createObjectURL(file);
  try {
    await new Promise((resolve, reject) => {
      Object.assign(video, { onerror: reject, muted: true, src: url });
      // Data alone can be there before a frame can be drawn.
      video.requestVideoFrameCallback(resolve);
      setTimeout(reject, VIDEO_WAIT_MS);
    });
    return draw(video, video.videoWidth, video.videoHeight);
  } finally {
    video.removeAttribute('src');
    video.load();
    URL.revokeObjectURL(url);
  }
}

function sidePixels(): number {
  return PICTURE_SIDE * Math.min(3, Math.ceil(devicePixelRatio));
}

/** The middle of it, as a square. */
function draw(source: CanvasImageSource, width: number, height: number): Picture {
  const canvas = document.createElement('canvas');
  const side = sidePixels();
  canvas.width = canvas.height = side;
  const part = Math.min(width, height);
  const [left, top] = [(width - part) / 2, (height - part) / 2];
  canvas.getContext('2d')?.drawImage(source, left, top, part, part, 0, 0, side, side);
  return canvas;
}
