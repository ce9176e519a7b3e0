// SPDX-License-Identifier: MIT
//
// One upload by tus-java-client, which appends without a Content-Length. Arguments: the endpoint, the file, its
// name, how many bytes a request carries, and "sized" where creations say that they are empty: it creates by a
// POST with neither a length nor a body. Prints the upload's URL, or
// where the library fails because of an answer, that answer: "answer: POST 411".
import io.tus.java.client.ProtocolException;
import io.tus.java.client.TusClient;
import io.tus.java.client.TusUpload;
import io.tus.java.client.TusUploader;
import java.io.File;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;

public class Upload {
    static class SizedClient extends TusClient {
        @Override
        public void prepareConnection(HttpURLConnection connection) {
            super.prepareConnection(connection);
            if (connection.getURL().equals(getUploadCreationURL())) {
                connection.setDoOutput(true);
                connection.setFixedLengthStreamingMode(0);
            }
        }
    }

    static void tellAnswer(HttpURLConnection connection) throws Exception {
        if (connection != null) {
            System.out.println("answer: " + connection.getRequestMethod() + " " + connection.getResponseCode());
        }
    }

    public static void main(String[] words) throws Exception {
        try {
            upload(words);
        } catch (ProtocolException problem) {
            tellAnswer(problem.getCausingConnection());
            throw problem;
        }
    }

    static void upload(String[] words) throws Exception {
        TusClient client = words[4].equals("sized") ? new SizedClient() : new TusClient();
        client.setUploadCreationURL(URI.create(words[0]).toURL());
        TusUpload upload = new TusUpload(new File(words[1]));
        upload.setMetadata(Map.of("filename", words[2]));
        TusUploader uploader = client.createUpload(upload);
        uploader.setRequestPayloadSize(Integer.parseInt(words[3]));
        while (uploader.uploadChunk() > -1) {
        }
        uploader.finish();
        System.out.println(uploader.getUploadURL());
    }
}
