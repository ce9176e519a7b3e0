import type { ChannelHealth } from '../channel/health.js';
import type { Words } from '../languages/words.js';
export interface HealthText {
    readonly label: string;
    readonly detail: string | null;
}
export declare function healthText(health: ChannelHealth, now: number, words: Words): HealthText;
