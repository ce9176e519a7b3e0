import type { HTMLAttributes } from 'svelte/elements';
import type { LoadlineProgressProps, LoadlineUploadProps } from './jsx.js';
import type { LoadlineProgress } from './ui/progress.js';
import type { LoadlineUpload } from './ui/upload.js';
type WithHtml<Props, Element extends EventTarget> = Props & Omit<HTMLAttributes<Element>, keyof Props>;
declare module 'svelte/elements' {
    interface SvelteHTMLElements {
        'loadline-upload': WithHtml<LoadlineUploadProps, LoadlineUpload>;
        'loadline-progress': WithHtml<LoadlineProgressProps, LoadlineProgress>;
    }
}
export {};
