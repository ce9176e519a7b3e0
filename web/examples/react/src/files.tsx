/* SPDX-License-Identifier: MIT */
import 'loadline';
import type {} from 'loadline/react';
import { useState } from 'react';

const metadata = (file: File) => ({ changed: file.lastModified });

export function Files() {
  const [files, setFiles] = useState<{ id: string; name: string }[]>([]);
  return (
    <>
      <h1>Upload</h1>
      <loadline-upload
        multiple
        metadata={metadata}
        onloadline-done={({ detail }) =>
          setFiles((before) => [
            ...before,
            { id: detail.id ?? '', name: detail.document?.name ?? '' },
          ])
        }
      />
      <ul id="done">
        {files.map(({ id, name }) => (
          <li key={id}>{name}</li>
        ))}
      </ul>
    </>
  );
}
