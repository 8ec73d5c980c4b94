import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.microsoft.aad.msal4j.ClientCredentialFactory;
import com.microsoft.aad.msal4j.ClientCredentialParameters;
import com.microsoft.aad.msal4j.ConfidentialClientApplication;
import com.microsoft.aad.msal4j.IAuthenticationResult;
import com.microsoft.aad.msal4j.ManagedIdentityApplication;
import com.microsoft.aad.msal4j.ManagedIdentityId;
import com.microsoft.aad.msal4j.ManagedIdentityParameters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import reactor.core.publisher.Mono;

/** msal4j by itself; its tokens are handed to the vault's client by an adapter. */
final class Msal4j {
    public static void main(String[] words) throws Exception {
        Cell.run((source, selector, value) -> source.equals("workload-identity")
                ? new Adapter(scope -> exchanged(selector, value, scope))
                : new Adapter(scope -> managed(selector, value, scope)));
    }

    private static IAuthenticationResult managed(String selector, String value, String scope) throws Exception {
        ManagedIdentityId id = switch (selector) {
            case "none" -> ManagedIdentityId.systemAssigned();
            case "client-id" -> ManagedIdentityId.userAssignedClientId(value);
            case "object-id" -> ManagedIdentityId.userAssignedObjectId(value);
            default -> ManagedIdentityId.userAssignedResourceId(value);
        };
        String resource = scope.replaceFirst("/\\.default$", "");
        ManagedIdentityParameters asked = ManagedIdentityParameters.builder(resource).build();
        return ManagedIdentityApplication.builder(id).build().acquireTokenForManagedIdentity(asked).get();
    }

    /** Workload identity: the token in the file is the client's assertion. */
    private static IAuthenticationResult exchanged(String selector, String value, String scope) throws Exception {
        String client = switch (selector) {
            case "none" -> System.getenv("AZURE_CLIENT_ID");
            case "client-id" -> value;
            default -> throw new IllegalArgumentException("an application is known by its client id only");
        };
        String assertion = Files.readString(Path.of(System.getenv("AZURE_FEDERATED_TOKEN_FILE")));
        ClientCredentialParameters asked = ClientCredentialParameters.builder(Set.of(scope)).build();
        return ConfidentialClientApplication
                .builder(client, ClientCredentialFactory.createFromClientAssertion(assertion))
                .authority(System.getenv("AZURE_AUTHORITY_HOST") + System.getenv("AZURE_TENANT_ID"))
                .build().acquireToken(asked).get();
    }

    /** How MSAL is asked for the token of a scope. */
    private interface Asking {
        IAuthenticationResult token(String scope) throws Exception;
    }

    private record Adapter(Asking asking) implements TokenCredential {
        @Override
        public Mono<AccessToken> getToken(TokenRequestContext request) {
            return Mono.fromCallable(() -> getTokenSync(request));
        }

        @Override
        public AccessToken getTokenSync(TokenRequestContext request) {
            try {
                IAuthenticationResult found = asking.token(request.getScopes().get(0));
                return new AccessToken(found.accessToken(), found.expiresOnDate().toInstant().atOffset(ZoneOffset.UTC));
            } catch (ExecutionException failed) {
                throw new IllegalStateException(failed.getCause());
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }
    }
}
