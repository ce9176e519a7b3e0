import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { LoadlineProgressProps, LoadlineUploadProps } from './jsx.js';
import type { LoadlineProgress } from './ui/progress.js';
import type { LoadlineUpload } from './ui/upload.js';
type WithHtml<Props, Instance> = Props & Omit<DetailedHTMLProps<HTMLAttributes<Instance>, Instance>, keyof Props>;
declare module 'react' {
    namespace JSX {
        interface IntrinsicElements {
            'loadline-upload': WithHtml<LoadlineUploadProps, LoadlineUpload>;
            'loadline-progress': WithHtml<LoadlineProgressProps, LoadlineProgress>;
        }
    }
}
export {};
