/** @jsxImportSource react */
/* SPDX-License-Identifier: MIT
 *
 * Compiled only: a page of React that uses the elements.
 */
import { createRef } from 'react';
import type { LoadlineClient } from '../src/client/client.js';
import type {} from '../src/react.js';
import type { LoadlineUpload } from '../src/ui/upload.js';

declare function show(id: string | null, client: LoadlineClient | undefined): void;

export const upload = createRef<LoadlineUpload>();
export const page = (
  <main>
    <loadline-upload
      ref={upload}
      className="wide"
      endpoint="/uploads/"
      token={async () => 'a.b.c'}
      onloadline-done={({ detail }) => show(detail.id, upload.current?.client)}
    />
    <loadline-progress id="0123" />
    {/* @ts-expect-error: the element needs the id of an upload */}
    <loadline-progress endpoint="/uploads/" />
    {/* @ts-expect-error: an endpoint is text */}
    <loadline-upload endpoint={7} />
  </main>
);
