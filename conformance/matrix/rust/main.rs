//! One cell of the matrix, asked by the Azure SDK for Rust. What a step does and which fields its line
//! has is in ../../README.md; which cell is in the JSON file that NAMEPLATE_CELL names.

use std::collections::HashSet;
use std::error::Error;
use std::sync::Arc;
use std::{env, fs};

use azure_core::base64;
use azure_core::credentials::{AccessToken, TokenCredential};
use azure_core::http::StatusCode;
use azure_core::time::OffsetDateTime;
use azure_identity::{
    ManagedIdentityCredential, ManagedIdentityCredentialOptions, UserAssignedId,
    WorkloadIdentityCredential, WorkloadIdentityCredentialOptions,
};
use azure_security_keyvault_secrets::models::SetSecretParameters;
use azure_security_keyvault_secrets::{ResourceExt, SecretClient};
use futures::TryStreamExt;
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let cell: Value = serde_json::from_str(&fs::read_to_string(env::var("NAMEPLATE_CELL")?)?)?;
    for selector in list(&cell, "selectors") {
        for step in list(&cell, "steps") {
            if step == "wrong-id" && selector["name"] == "none" {
                continue;
            }
            let mut line = json!({"selector": selector["name"], "step": step, "ok": true, "detail": ""});
            if let Err(error) = take(&cell, selector, step.as_str().unwrap_or(""), &mut line).await {
                line["ok"] = json!(false);
                line["detail"] = brief(error.as_ref());
            }
            println!("{line}");
        }
    }
    Ok(())
}

async fn take(cell: &Value, selector: &Value, step: &str, line: &mut Value) -> Outcome<()> {
    match step {
        "token" => token(cell, selector, line).await,
        "wrong-id" => wrong_id(cell, selector, line).await,
        "secret-set" => set(cell, selector).await,
        "secret-get" | "throttled" | "unavailable" => get(cell, selector).await,
        "secret-list" => all(cell, selector).await,
        "forbidden" => forbidden(cell, selector, line).await,
        _ => Err("no such step".into()),
    }
}

async fn token(cell: &Value, selector: &Value, line: &mut Value) -> Outcome<()> {
    let token = ask(cell, selector, "value").await?;
    let payload = token.token.secret().split('.').nth(1).unwrap_or("");
    let claims: Value = serde_json::from_slice(&base64::decode_url_safe(payload)?)?;
    for name in ["oid", "appid", "aud", "xms_mirid"] {
        line["claims"][name] = claims[name].clone();
    }
    line["expires_in"] = json!((token.expires_on - OffsetDateTime::now_utc()).whole_seconds());
    Ok(())
}

async fn wrong_id(cell: &Value, selector: &Value, line: &mut Value) -> Outcome<()> {
    match ask(cell, selector, "wrong").await {
        Ok(_) => Err("a token came for an identity that is not there".into()),
        Err(refused) => {
            line["detail"] = brief(refused.as_ref());
            Ok(())
        }
    }
}

async fn set(cell: &Value, selector: &Value) -> Outcome<()> {
    let value = Some(text(selector, "content").to_string());
    let asked = SetSecretParameters { value, ..Default::default() };
    let client = secrets(cell, "vault", selector)?;
    client.set_secret(text(selector, "secret"), asked.try_into()?, None).await?;
    Ok(())
}

async fn get(cell: &Value, selector: &Value) -> Outcome<()> {
    let client = secrets(cell, "vault", selector)?;
    let secret = client.get_secret(text(selector, "secret"), None).await?.into_model()?;
    if secret.value.as_deref() != Some(text(selector, "content")) {
        return Err("another content came".into());
    }
    Ok(())
}

async fn all(cell: &Value, selector: &Value) -> Outcome<()> {
    let mut names = HashSet::new();
    let mut found = secrets(cell, "vault", selector)?.list_secret_properties(None)?;
    while let Some(secret) = found.try_next().await? {
        names.insert(secret.resource_id()?.name);
    }
    if !names.contains(text(selector, "secret")) || names.len() < cell["least"].as_u64().unwrap_or(0) as usize {
        return Err(format!("{} secrets came", names.len()).into());
    }
    Ok(())
}

async fn forbidden(cell: &Value, selector: &Value, line: &mut Value) -> Outcome<()> {
    match secrets(cell, "forbidden_vault", selector)?.get_secret("anything", None).await {
        Ok(_) => Err("a secret came from a vault that is closed".into()),
        Err(refused) if refused.http_status() == Some(StatusCode::Forbidden) => {
            line["detail"] = brief(&refused);
            Ok(())
        }
        Err(other) => Err(other.into()),
    }
}

/// One token of a new credential.
async fn ask(cell: &Value, selector: &Value, value: &str) -> Outcome<AccessToken> {
    let scope = format!("{}/.default", text(cell, "resource"));
    let credential = credential(cell, selector, value)?;
    Ok(credential.get_token(&[scope.as_str()], None).await?)
}

fn secrets(cell: &Value, vault: &str, selector: &Value) -> Outcome<SecretClient> {
    Ok(SecretClient::new(text(cell, vault), credential(cell, selector, "value")?, None)?)
}

/// What a program would write: the identity that is there, or one by one of its names.
fn credential(cell: &Value, selector: &Value, value: &str) -> Outcome<Arc<dyn TokenCredential>> {
    let (name, value) = (text(selector, "name"), text(selector, value).to_string());
    if cell["source"] == "workload-identity" {
        let client_id = match name {
            "none" => None,
            "client-id" => Some(value),
            _ => return Err("WorkloadIdentityCredentialOptions has a client_id only".into()),
        };
        let options = WorkloadIdentityCredentialOptions { client_id, ..Default::default() };
        return Ok(WorkloadIdentityCredential::new(Some(options))?);
    }
    let user_assigned_id = match name {
        "client-id" => Some(UserAssignedId::ClientId(value)),
        "object-id" => Some(UserAssignedId::ObjectId(value)),
        "resource-id" => Some(UserAssignedId::ResourceId(value)),
        _ => None,
    };
    let options = ManagedIdentityCredentialOptions { user_assigned_id, ..Default::default() };
    Ok(ManagedIdentityCredential::new(Some(options))?)
}

fn list<'a>(node: &'a Value, name: &str) -> &'a [Value] {
    node[name].as_array().map_or(&[], |found| found)
}

fn text<'a>(node: &'a Value, name: &str) -> &'a str {
    node[name].as_str().unwrap_or("")
}

/// The kind of an error where it is the SDK's, and the first line of what it says.
fn brief(error: &(dyn Error + 'static)) -> Value {
    let kind = error.downcast_ref::<azure_core::Error>().map_or("error", |_| "azure_core::Error");
    let said = format!("{kind}: {error}");
    json!(said.lines().next().unwrap_or("").chars().take(200).collect::<String>())
}
