// SPDX-License-Identifier: MIT
//
// Checks a webhook of Loadline by the Standard Webhooks specification. A class to copy; it needs
// nothing but Java 11. As a program, it checks the webhook on its standard input:
//   java Webhook.java SECRET-FILE ID TIMESTAMP SIGNATURES <BODY

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

final class Webhook {
    private static final long AGE_S = 300;

    private final byte[] key;

    /** The secret is the text of notify_secret_file: "whsec_" and base64. */
    Webhook(String secret) {
        key = Base64.getDecoder().decode(secret.strip().replaceFirst("^whsec_", ""));
    }

    /**
     * The status to refuse a webhook with, or 0 if it is genuine and recent. The arguments are the
     * fields webhook-id, webhook-timestamp and webhook-signature, and the body as it came.
     */
    int refusal(String id, String timestamp, String signatures, byte[] body)
            throws GeneralSecurityException {
        if (id == null || timestamp == null || signatures == null) {
            return 401;
        }
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        byte[] expected = ("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body)))
                .getBytes(StandardCharsets.US_ASCII);
        // During a change of the secret there are two signatures.
        boolean genuine = false;
        for (String one : signatures.split(" ")) {
            genuine |= MessageDigest.isEqual(expected, one.getBytes(StandardCharsets.UTF_8));
        }
        if (!genuine) {
            return 401;
        }
        // A recorded request is worth nothing later.
        boolean recent = timestamp.matches("[0-9]{1,12}")
                && Math.abs(Instant.now().getEpochSecond() - Long.parseLong(timestamp)) <= AGE_S;
        return recent ? 0 : 400;
    }

    public static void main(String[] args) throws Exception {
        Webhook webhook = new Webhook(Files.readString(Path.of(args[0])));
        System.out.println(webhook.refusal(args[1], args[2], args[3], System.in.readAllBytes()));
    }
}
