import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Asks the metadata service and a vault with a client that is told to use no proxy. */
class Reach {
    public static void main(String[] arguments) throws Exception {
        HttpClient client = HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();
        String ask = "http://169.254.169.254/metadata/identity/oauth2/token"
            + "?api-version=2018-02-01&resource=https%3A%2F%2Fvault.azure.net";
        HttpRequest first = HttpRequest.newBuilder(URI.create(ask)).header("Metadata", "true").build();
        String said = client.send(first, BodyHandlers.ofString()).body();
        String token = said.replaceAll(".*\"access_token\":\"([^\"]*)\".*", "$1");
        HttpRequest second = HttpRequest
            .newBuilder(URI.create(arguments[0] + "/secrets/db-password?api-version=7.4"))
            .header("Authorization", "Bearer " + token)
            .build();
        var answer = client.send(second, BodyHandlers.ofString());
        System.out.println(answer.statusCode() + " " + answer.body());
    }
}
