"""Settings."""

from functools import lru_cache

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    app_name: str = "task-api"
    version: str = "1.0.0"
    debug: bool = False
    database_url: str = "sqlite+aiosqlite:///./app.db"
    database_pool_size: int = 5
    database_max_overflow: int = 10
    log_level: str = "INFO"
    cors_origins: list[str] = ["http://localhost:3000"]


@lru_cache
def get_settings() -> Settings:
    return Settings()
